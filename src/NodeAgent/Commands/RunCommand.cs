using System.CommandLine;
using K8sMirror.Cluster;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.NodeAgent.Hosting;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Specs;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>run</c>: the agent itself.</summary>
internal static class RunCommand
{
    public static Command Create(Seams seams)
    {
        var options = new RunOptions();
        var command = new Command("run", "Mirror until stopped");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetResult(options.NodeName) is null)
            {
                CommonOptions.ThrowIfAbsent(parsed, options.OffloadCpus);
            }
            var source = SpecSource(parsed, options);
            await AgentHost.RunAsync(options.Settings(parsed), seams, source, cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Func<ILoggerFactory, ISpecSource> SpecSource(ParseResult parsed, RunOptions options)
    {
        var host = Environment.MachineName;
        if (parsed.GetValue(options.Mirror) is { } line)
        {
            var mirrors = options.Selection.ApplyTo(MirrorInput.FromLine(line), parsed).OrThrow().Mirrors;
            return _ => new LineSpecSource(options.Selection.Describe(line, parsed), mirrors, host, TimeProvider.System);
        }
        if (parsed.GetValue(options.Manifests) is { } folder)
        {
            return Directory.Exists(folder)
                ? logs => new ManifestSpecSource(folder, host, TimeProvider.System, logs.CreateLogger<ManifestSpecSource>())
                : throw new CommandException(ExitCode.InvalidInput, $"{folder} is not a folder");
        }
        try
        {
            var cluster = options.Cluster(parsed);
            return logs => new NodeMirrorSpecSource(cluster, TimeProvider.System, logs.CreateLogger<NodeMirrorSpecSource>());
        }
        catch (ClusterAccessException e)
        {
            throw new CommandException(ExitCode.Failed, e.Message);
        }
    }
}
