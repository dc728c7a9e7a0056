using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>
/// Real kubectl, and a PATH on which it finds the plugin. K8SMIRROR_PLUGIN names a binary other than the one built with the tests, such
/// as the published native one.
/// </summary>
internal sealed class Programs : IDisposable
{
    private readonly TempDir folder = new();
    private readonly string? kubeconfig;

    public Programs(string? kubeconfig = null)
    {
        this.kubeconfig = kubeconfig;
        File.CreateSymbolicLink(
            folder.At("kubectl-mirror"), Environment.GetEnvironmentVariable("K8SMIRROR_PLUGIN") ?? Path.Combine(AppContext.BaseDirectory, "kubectl-mirror"));
        File.CreateSymbolicLink(folder.At("kubectl_complete-mirror"), Repository.At("src/Plugin/kubectl_complete-mirror"));
        File.CreateSymbolicLink(folder.At("kubectl"), FindKubectl());
    }

    /// <summary>The newest kubectl that scripts/setup-cluster.sh has downloaded, else the one on PATH.</summary>
    public static string FindKubectl() =>
        Repository.CachedTool("kubectl")
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(f => Path.Combine(f, "kubectl")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("kubectl was not found: run scripts/setup.sh test");

    /// <summary>kubectl mirror …, whatever the exit code.</summary>
    public CommandResult Mirror(params IEnumerable<string> arguments) => Kubectl(["mirror", .. arguments]);

    /// <summary>The plugin by itself, whatever the exit code.</summary>
    public CommandResult Plugin(params IEnumerable<string> arguments) => Try("kubectl-mirror", "", arguments);

    /// <summary>kubectl …, whatever the exit code.</summary>
    public CommandResult Kubectl(params IEnumerable<string> arguments) => Try("kubectl", "", arguments);

    /// <summary>kubectl … with this on its standard input.</summary>
    public CommandResult KubectlWith(string input, params IEnumerable<string> arguments) => Try("kubectl", input, arguments);

    public string Bash(string script) => Run("bash", "--norc", "-c", script);

    /// <summary>Output of a program that must succeed.</summary>
    public string Run(string program, params IEnumerable<string> arguments)
    {
        var result = Try(program, "", arguments);
        Assert.True(result.ExitCode == 0, $"{program}: {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }

    public void Dispose() => folder.Dispose();

    private CommandResult Try(string program, string input, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        // The system's own folders come later on PATH, so our plugin is found.
        start.Environment["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = folder.Path;
        start.Environment["KUBECONFIG"] = kubeconfig ?? folder.At("none");
        // The tests' own program is framework-dependent: even with another HOME it must find this process's runtime.
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath is { } p && Path.GetFileName(p) == "dotnet" ? p
            : Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")));
        // The folder of links comes first on PATH, but the program to start is looked up on this process's PATH.
        if (program is "kubectl" or "kubectl-mirror")
        {
            start.FileName = folder.At(program);
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
