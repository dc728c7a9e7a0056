namespace K8sMirror.NodeAgent.Commands;

/// <summary>Examples for <c>--help</c>, by command; each one is run by a test as far as its parser.</summary>
internal static class Examples
{
    /// <summary>Lines to type.</summary>
    public static IReadOnlyDictionary<string, string[]> ByCommand { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [""] =
        [
            "k8smirror-agent run --mirror 'eth1@eth2_eth1@eth3_eth1/eth4@eth5'",
            "k8smirror-agent status",
        ],
        ["run"] =
        [
            "k8smirror-agent run --mirror 'eth1@eth2'",
            "k8smirror-agent run --mirror 'eth1@eth2' --filter 'tcp port 443 and net 10.0.0.0/8' --sample 100 --snap 128",
            "k8smirror-agent run --manifests /etc/k8smirror --log-format json --dead-man 5m",
            "k8smirror-agent run --manifests /etc/k8smirror --cpu-budget 20% --metrics-address 0.0.0.0:9464",
            "k8smirror-agent run --manifests /etc/k8smirror --offload-cpus 2,4-7",
            "k8smirror-agent run --node-name node-1 --kubeconfig /etc/kubernetes/kubelet.conf --state-dir /var/lib/k8smirror",
        ],
        ["validate"] =
        [
            "k8smirror-agent validate 'eth1@eth2_eth1/eth4@eth5'",
            "k8smirror-agent validate 'eth1@eth2' --filter 'udp and not port 53'",
            "k8smirror-agent validate mirrors.yaml more/",
            "k8smirror-agent validate - --output json < mirrors.yaml",
        ],
        ["plan"] =
        [
            "k8smirror-agent plan --mirror 'eth1@eth2'",
            "k8smirror-agent plan --manifests /etc/k8smirror --output yaml",
            "k8smirror-agent plan --manifests /etc/k8smirror --offload-cpus 2-3",
        ],
        ["status"] =
        [
            "k8smirror-agent status",
            "k8smirror-agent status --watch",
            "k8smirror-agent status --output json",
        ],
        ["convert"] =
        [
            "k8smirror-agent convert 'eth1@eth2_eth1/eth4@eth5' > mirrors.yaml",
            "k8smirror-agent convert 'eth1@eth2' --output json",
        ],
        ["cleanup"] =
        [
            "k8smirror-agent cleanup",
            "k8smirror-agent cleanup --pin-dir /sys/fs/bpf/other",
        ],
        ["version"] =
        [
            "k8smirror-agent version",
        ],
    };
}
