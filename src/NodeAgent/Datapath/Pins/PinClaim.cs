using System.Diagnostics;
using K8sMirror.Bpf.Files;

namespace K8sMirror.NodeAgent.Datapath.Pins;

/// <summary>
/// One agent per pin folder. The agent's socket prevents a second one in the network namespace; an agent of another namespace with the
/// same folder would take over links and maps, and end the first one's mirrors.
/// </summary>
internal static class PinClaim
{
    // A killed process holds it for a moment after its socket has gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Claims the pins, if there are any.</summary>
    /// <exception cref="PinsInUseException">Another agent has them.</exception>
    public static FolderLock? TakeIfThere(PinLayout pins) => BpfFs.IsOn(pins.Version) ? Take(pins) : null;

    /// <summary>Claims the pins' folder, which must be there.</summary>
    /// <exception cref="PinsInUseException">Another agent has it.</exception>
    public static FolderLock Take(PinLayout pins)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (FolderLock.TryTake(pins.Version) is { } claim)
            {
                return claim;
            }
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new PinsInUseException(pins.Root);
            }
            Thread.Sleep(Pause);
        }
    }
}
