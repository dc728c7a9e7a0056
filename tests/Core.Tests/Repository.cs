namespace K8sMirror.Core.Tests;

/// <summary>Files of the repository that tests hold the code to.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "K8sMirror.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("K8sMirror.sln is in no folder above the tests");
        }
        return folder.FullName;
    }
}
