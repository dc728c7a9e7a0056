using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Programs;

public sealed class VerifierGateTests
{
    /// <summary>A tenth of the kernel's limit of a million (kernel/bpf/verifier.c): room for filters, and for verifiers that prune less.</summary>
    private const uint Budget = 100_000;

    [KernelFact]
    public void Every_program_passes_with_room_to_spare()
    {
        using var programs = new LoadedPrograms();
        Assert.All(
            new[]
            {
                programs.Loader.Ingress, programs.Loader.Egress, programs.Loader.Filtered, programs.Loader.FanOut, programs.Loader.Seal,
                programs.Loader.Direct, programs.Loader.Offloaded, programs.Loader.Test,
            },
            p => Assert.InRange(p.VerifiedInstructions, 1U, Budget));
    }

    [KernelFact]
    public void A_second_start_adopts_what_is_pinned()
    {
        using var pins = new BpfFsMount();
        using var first = NodeAgent.Datapath.Programs.DatapathLoader.Open(new(pins.At("k8smirror")));
        using var second = NodeAgent.Datapath.Programs.DatapathLoader.Open(new(pins.At("k8smirror")));
        Assert.Equal(first.Ingress.Id, second.Ingress.Id);
        Assert.Equal(first.Maps.Sources.Shape.Id, second.Maps.Sources.Shape.Id);
    }
}
