namespace K8sMirror.Testing;

/// <summary>Files of the checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder with the solution in it, above the running test.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A path inside the checkout.</summary>
    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

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
