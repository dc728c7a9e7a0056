using System.CommandLine;
using System.CommandLine.Help;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Usage;

namespace K8sMirror.Operator.Commands;

/// <summary>The command line.</summary>
internal static class RootCommands
{
    private static readonly string About = $"""
        K8sMirror's operator: turns TrafficMirrors into one NodeMirror for each node, and reports what became of them.

        Examples:
          k8smirror-operator run --metrics-address 0.0.0.0:8080          in a pod
          k8smirror-operator run --kubeconfig ~/.kube/config --log-format console
          k8smirror-operator version

        Exit codes:
          {string.Join("\n  ", ExitCodes.All.Select(e => $"{e.Code}  {e.Meaning}"))}
        """;

    /// <summary>Makes it.</summary>
    public static RootCommand Create()
    {
        var version = new Command("version", "Print the version.");
        version.SetAction(_ => Console.WriteLine($"k8smirror-operator {BuildVersion.Text}"));
        return new RootCommand(About) { RunCommand.Create(), UninstallCommand.Create(), CheckCommand.Create(), version };
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args)
    {
        var parsed = Create().Parse(Problems.OrHelp(args));
        var problems = Problems.Of(parsed);
        if (problems.Count == 0 || parsed.Action is HelpAction)
        {
            return await parsed.InvokeAsync().ConfigureAwait(false);
        }
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
        }
        await Console.Error.WriteLineAsync("See 'k8smirror-operator --help'.").ConfigureAwait(false);
        return ExitCodes.Usage;
    }
}
