using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bpf.Hooks;

/// <summary>Calls for all types of links.</summary>
internal static class LinkCalls
{
    public static void Update(KernelHandle link, BpfProgram program)
    {
        using var use = link.Use();
        using var programUse = program.Handle.Use();
        var attributes = new LinkUpdateAttributes { LinkFd = use.Descriptor, NewProgFd = programUse.Descriptor };
        BpfSystemCall.Do(BpfCommand.LinkUpdate, ref attributes, $"put {program.Name} into a link");
    }

    public static void Detach(KernelHandle link)
    {
        using var use = link.Use();
        var attributes = new DescriptorAttributes { Value = use.Descriptor };
        BpfSystemCall.Do(BpfCommand.LinkDetach, ref attributes, "detach a link");
    }

    public static LinkState Read(KernelHandle link)
    {
        var read = BpfSystemCall.Describe<LinkDescription>(link, "describe a link");
        return new(read.Id, read.ProgId, (int)read.Ifindex);
    }
}
