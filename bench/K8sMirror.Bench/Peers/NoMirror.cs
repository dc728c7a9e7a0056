namespace K8sMirror.Bench.Peers;

/// <summary>The same receive path without any mirror: the baseline for all others.</summary>
internal sealed class NoMirror : IMirror
{
    public string Name => "no mirror";

    public void Start(Rig rig)
    {
    }
}
