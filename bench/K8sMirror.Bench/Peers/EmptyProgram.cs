using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bench.Peers;

/// <summary>A program on the source that does nothing: the minimum cost per packet of any mirror in BPF.</summary>
internal sealed class EmptyProgram : IMirror
{
    public const string Called = "a program that does nothing";

    private TcxLink? link;

    public string Name => Called;

    public void Start(Rig rig) => link = rig.Node.Run(() =>
    {
        using var bpf = EmbeddedBpf.Open("empty");
        bpf.Load();
        using var program = bpf.Program("empty");
        using var links = new LinkReader();
        return TcxLink.Attach(program, links.Read().ByName("s0")!.Index, HookDirection.Ingress);
    });

    public void Dispose() => link?.Dispose();
}
