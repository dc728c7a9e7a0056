using System.CommandLine;
using System.CommandLine.Help;
using K8sMirror.Cluster;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Connection;

namespace K8sMirror.Plugin.Commands;

/// <summary>The command line of <c>kubectl mirror</c>.</summary>
internal static class RootCommands
{
    /// <summary>Flags and commands that kubectl's users expect.</summary>
    private static readonly Dictionary<string, string> OfKubectl = new(StringComparer.Ordinal)
    {
        ["get"] = "'kubectl mirror status' and 'kubectl get tm' show mirrors",
        ["list"] = "'kubectl mirror status' and 'kubectl get tm' show mirrors",
        ["describe"] = "'kubectl mirror status NAME' shows one in full",
        ["logs"] = "'kubectl mirror support-bundle' collects them",
        ["apply"] = "this plugin only reads; 'kubectl apply -f' changes mirrors, and 'kubectl mirror plan -f' shows before what would come of it",
        ["create"] = "this plugin only reads; 'kubectl apply -f' makes mirrors",
        ["delete"] = "this plugin only reads; 'kubectl delete tm NAME' deletes one",
        ["edit"] = "this plugin only reads; 'kubectl edit tm NAME' changes one",
        ["-A"] = "mirrors have no namespace; all are shown without this flag",
        ["--all-namespaces"] = "mirrors have no namespace; all are shown without this flag",
        ["-w"] = "status and top can watch: 'kubectl mirror status --watch', 'kubectl mirror top'",
        ["--watch"] = "status and top can watch: 'kubectl mirror status --watch', 'kubectl mirror top'",
        ["-l"] = "give mirrors by name; 'kubectl get tm -l LABELS' finds them by label",
        ["--selector"] = "give mirrors by name; 'kubectl get tm -l LABELS' finds them by label",
    };

    /// <summary>All commands over these seams.</summary>
    public static RootCommand Create(Seams seams)
    {
        var root = new RootCommand("Plans, watches and explains K8sMirror's packet mirroring in a cluster. Reads only: kubectl apply and delete change things.")
        {
            PlanCommand.Create(seams),
            StatusCommand.Create(seams),
            TopCommand.Create(seams),
            ExplainCommand.Create(seams),
            ConvertCommand.Create(seams),
            BundleCommand.Create(seams),
            CompletionCommand.Create(),
            VersionCommand.Create(seams),
        };
        // `version` prints more, and kubectl has no --version for plugins either.
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        ExampleHelp.AddTo(root, Examples.ByCommand, PluginExitCode.All);
        return root;
    }

    /// <summary>Parses and runs with the process's own environment.</summary>
    /// <returns>One of <see cref="PluginExitCode.All"/>.</returns>
    public static Task<int> InvokeAsync(IReadOnlyList<string> args, TextReader input, TextWriter output, TextWriter error) =>
        InvokeAsync([.. args], new Seams(input, !Console.IsOutputRedirected, KubeApi.Connect, TimeProvider.System), output, error);

    /// <summary>Parses and runs.</summary>
    /// <returns>One of <see cref="PluginExitCode.All"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, Seams seams, TextWriter output, TextWriter error)
    {
        (output, error) = (TerminalWriter.Around(output), TerminalWriter.Around(error));
        var root = Create(seams);
        if (args is [CompletionScripts.Verb, ..])
        {
            await output.WriteAsync(Completer.Complete(root, [.. args.Skip(1)])).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        var parsed = root.Parse(Problems.OrHelp(args));
        if (await Problems.PrintAsync(parsed, "kubectl mirror", error, OfKubectl).ConfigureAwait(false))
        {
            return ExitCode.Usage;
        }
        try
        {
            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
        catch (IOException e)
        {
            // Such as a full disk behind standard output.
            await error.WriteLineAsync($"kubectl mirror: {e.Message}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is CommandException or ApiRefusedException)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return (e as CommandException)?.ExitCode ?? ExitCode.Failed;
        }
    }
}
