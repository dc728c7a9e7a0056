using System.CommandLine;
using System.Net.Sockets;
using K8sMirror.Bpf;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.NodeAgent.Hosting;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>The command line of <c>k8smirror-agent</c>.</summary>
internal static class RootCommands
{
    /// <summary>A word that begins with '@' is a line with a part missing, never the name of a file with more arguments.</summary>
    private static readonly ParserConfiguration Literal = new() { ResponseFileTokenReplacer = null };

    /// <summary>All commands over these seams.</summary>
    public static RootCommand Create(Seams seams)
    {
        var root = new RootCommand("Copies packets of network interfaces to other interfaces of this host, where tools listen.")
        {
            RunCommand.Create(seams),
            ValidateCommand.Create(),
            PlanCommand.Create(seams),
            StatusCommand.Create(seams),
            ConvertCommand.Create(),
            CleanupCommand.Create(seams),
            VersionCommand.Create(),
        };
        ExampleHelp.AddTo(root, Examples.ByCommand, AgentExitCode.All);
        return root;
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>One of <see cref="AgentExitCode.All"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, Seams seams, TextWriter output, TextWriter error)
    {
        (output, error) = (TerminalWriter.Around(output), TerminalWriter.Around(error));
        var parsed = Create(seams).Parse(Problems.OrHelp(args), Literal);
        if (await Problems.PrintAsync(parsed, "k8smirror-agent", error).ConfigureAwait(false))
        {
            return ExitCode.Usage;
        }
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                // The run command ends by the host's rules; the others end by a signal like any tool.
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await error.WriteLineAsync(e is CommandException ? e.Message : $"k8smirror-agent: {e.Message}").ConfigureAwait(false);
            if (e is KernelException { Errno: Errno.EPERM })
            {
                await error.WriteLineAsync("The agent needs the capabilities CAP_BPF and CAP_NET_ADMIN; root has them unless a container drops them.")
                    .ConfigureAwait(false);
            }
            else if (IsRefusal(e) && !Environment.IsPrivilegedProcess)
            {
                await error.WriteLineAsync("This needs root: try it with sudo.").ConfigureAwait(false);
            }
            if (Confinement.Explain(e) is { } reason)
            {
                await error.WriteLineAsync(char.ToUpperInvariant(reason[0]) + reason[1..] + ".").ConfigureAwait(false);
            }
            return e switch
            {
                CommandException command => command.ExitCode,
                AgentIsRunningException or PinsInUseException => AgentExitCode.AgentIsRunning,
                _ => ExitCode.Failed,
            };
        }
    }

    private static bool IsRefusal(Exception e) =>
        e is KernelException { Errno: Errno.EACCES } or UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied }
        || (e.InnerException is { } inner && IsRefusal(inner));
}
