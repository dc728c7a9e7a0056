using K8sMirror.Testing;

namespace K8sMirror.Bench.Peers;

/// <summary><c>tc</c>: a u32 filter that matches everything, with one mirred action for each target.</summary>
internal sealed class Mirred : IMirror
{
    public string Name => "tc + act_mirred";

    public void Start(Rig rig) => Add(rig, "ingress");

    public static void Add(Rig rig, string hook)
    {
        Command.Try("nsenter", $"--net={rig.Node.Path}", "tc", "qdisc", "add", "dev", "s0", "clsact"); // There already for the second hook.
        var actions = rig.TargetNames.SelectMany((target, i) =>
            (string[])["action", "mirred", "egress", "mirror", "dev", target, .. i < rig.Targets - 1 ? ["pipe"] : (string[])[]]);
        rig.Node.Exec("tc", ["filter", "add", "dev", "s0", hook, "protocol", "all", "u32", "match", "u32", "0", "0", .. actions]);
    }
}
