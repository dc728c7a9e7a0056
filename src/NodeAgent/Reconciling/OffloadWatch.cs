using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Vitals;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Logs the state of the offload CPUs, at first and whenever it changes.</summary>
internal sealed class OffloadWatch(ILogger logger)
{
    private (string Cpus, string Problem) said = ("", "");

    /// <summary>Looks at what the datapath says.</summary>
    public void Look(DatapathVitals vitals)
    {
        if (vitals.Cpu?.Offload is not { } now || (now.Cpus, now.Problem) == said)
        {
            return;
        }
        said = (now.Cpus, now.Problem);
        if (now.Problem.Length > 0)
        {
            LoopLog.NoOffload(logger, now.Problem);
        }
        else if (now.Cpus.Length > 0)
        {
            LoopLog.Offload(logger, now.Cpus);
        }
    }
}
