namespace K8sMirror.Plugin.Commands;

/// <summary>Examples for <c>--help</c>, by command; a test parses each one.</summary>
internal static class Examples
{
    /// <summary>Command lines, by command.</summary>
    public static IReadOnlyDictionary<string, string[]> ByCommand { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [""] =
        [
            "kubectl mirror status",
            "kubectl mirror plan -f ids.yaml",
            "kubectl mirror explain node-1 eth1:ingress",
        ],
        ["plan"] =
        [
            "kubectl mirror plan -f ids.yaml",
            "kubectl mirror plan -f mirrors/ --all",
            "kubectl mirror plan -f - -o json < ids.yaml",
            "kubectl mirror plan --line 'eth1@eth2_eth1/eth4@eth5'",
        ],
        ["status"] =
        [
            "kubectl mirror status",
            "kubectl mirror status ids",
            "kubectl mirror status ids --pods",
            "kubectl mirror status ids --check -o json",
        ],
        ["top"] =
        [
            "kubectl mirror top",
            "kubectl mirror top ids --node node-1 --interval 5s",
            "kubectl mirror top --by pod",
            "kubectl mirror top --once -o json",
        ],
        ["explain"] =
        [
            "kubectl mirror explain node-1 eth1:ingress",
            "kubectl mirror explain node-1 eth1 egress -o yaml",
            "kubectl mirror explain node-1 'tcp 10.0.0.7:41000 > 10.0.0.9:443'",
        ],
        ["convert"] =
        [
            "kubectl mirror convert 'eth1@eth2_eth1@eth3_eth1/eth4@eth5'",
            "kubectl mirror convert -f mirrors.yaml",
        ],
        ["support-bundle"] =
        [
            "kubectl mirror support-bundle",
            "kubectl mirror support-bundle --to /tmp/k8smirror.tar.gz --node node-1 --since 2h",
            "kubectl mirror support-bundle --no-logs -n k8smirror",
        ],
        ["completion"] =
        [
            "source <(kubectl-mirror completion bash)",
            "kubectl-mirror completion zsh > ~/.zsh/completions/_kubectl-mirror",
            "kubectl-mirror completion fish > ~/.config/fish/completions/kubectl-mirror.fish",
        ],
        ["version"] =
        [
            "kubectl mirror version",
        ],
    };
}
