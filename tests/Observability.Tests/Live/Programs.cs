using K8sMirror.Testing;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>What the build made of the agent and the operator.</summary>
internal static class Programs
{
    /// <summary>The newest of a name below a project's <c>bin</c>.</summary>
    public static string Newest(string project, string name) =>
        Directory.EnumerateFiles(Repository.At(project, "bin"), name, SearchOption.AllDirectories)
            .OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault()
        ?? throw new FileNotFoundException($"{name} is not built below {project}/bin.");
}
