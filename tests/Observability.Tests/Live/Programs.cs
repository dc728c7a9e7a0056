using K8sMirror.Testing;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>The built agent and operator.</summary>
internal static class Programs
{
    /// <summary>The newest file with a name below a project's <c>bin</c>.</summary>
    public static string Newest(string project, string name) =>
        Directory.EnumerateFiles(Repository.At(project, "bin"), name, SearchOption.AllDirectories)
            .OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault()
        ?? throw new FileNotFoundException($"{name} is not built below {project}/bin.");
}
