namespace K8sMirror.E2E;

/// <summary>Places in the checkout, and the tools that <c>scripts/setup-cluster.sh</c> installs.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>A path in the checkout.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>A pinned tool of the cache.</summary>
    /// <exception cref="FileNotFoundException">It is not installed; says what to run.</exception>
    public static string Tool(string name)
    {
        var cache = Environment.GetEnvironmentVariable("K8SMIRROR_CACHE") is { Length: > 0 } moved ? moved
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/k8smirror");
        var path = Path.Combine(cache, "tools", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{name} is not installed: run scripts/setup-cluster.sh");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "K8sMirror.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("These tests run in a checkout of the repository.");
    }
}
