using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.NodeAgent.Hosting;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Commands;

/// <summary>The command line in this process, with fakes.</summary>
internal static class Cli
{
    /// <summary>The binary itself.</summary>
    public static string Agent { get; } = Environment.GetEnvironmentVariable("K8SMIRROR_AGENT") ?? Path.Combine(AppContext.BaseDirectory, "k8smirror-agent");

    public static Seams Seams(LinkTable? links = null) => new(
        _ => new FakeDatapath(), () => new FakeLinks(links ?? Nic.Table("eth1", "eth2", "eth3")), () => new FakePaths(), () => new FakeNode(), o => [$"pins {o.PinDirectory}"], _ => null, new Survey());

    public static async Task<CliResult> Run(params string[] args) => await Run(Seams(), args);

    public static async Task<CliResult> Run(Seams seams, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RootCommands.InvokeAsync(args, seams, output, error);
        return new(code, output.ToString(), error.ToString());
    }

    private sealed class Survey : IHookSurvey
    {
        public string Attach => "tcx";

        public IReadOnlyList<string> Others(int interfaceIndex, EdgeDirection direction) =>
            interfaceIndex == 2 && direction == EdgeDirection.Ingress ? ["cil_from_netdev (tcx, id 7)"] : [];
    }
}
