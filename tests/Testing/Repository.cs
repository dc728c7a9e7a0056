namespace K8sMirror.Testing;

/// <summary>Files of the checkout that the tests were built from, and the tools that <c>scripts/setup-cluster.sh</c> installs for it.</summary>
public static class Repository
{
    /// <summary>The folder with the solution in it, above the running test.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A path inside the checkout.</summary>
    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The text of a file in it.</summary>
    public static string Read(params ReadOnlySpan<string> parts) => File.ReadAllText(At(parts));

    /// <summary>A pinned tool from the cache; null if it is not installed.</summary>
    public static string? CachedTool(string name)
    {
        var cache = Environment.GetEnvironmentVariable("K8SMIRROR_CACHE") is { Length: > 0 } moved ? moved
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/k8smirror");
        var path = Path.Combine(cache, "tools", name);
        return File.Exists(path) ? path : null;
    }

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "K8sMirror.sln")))
            {
                return at.FullName;
            }
        }
        throw new InvalidOperationException($"{folder} is not inside a checkout.");
    }
}
