using K8sMirror.Bpf.Maps;

namespace K8sMirror.Testing;

/// <summary>
/// Once for a test assembly (<c>[assembly: AssemblyFixture(typeof(KernelFixture))]</c>): throws if root has no BPF, so that a broken
/// machine is a failure and never a silent skip.
/// </summary>
public sealed class KernelFixture
{
    public KernelFixture()
    {
        if (!Root.Is)
        {
            return;
        }
        using var map = BpfMap.Create(new(MapType.Array, "can_i", 4, 4, 1));
        using var pins = new BpfFsMount();
        map.Pin(pins.At("can_i"));
        using var ns = new TestNetNs();
    }
}
