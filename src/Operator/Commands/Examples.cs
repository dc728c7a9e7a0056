namespace K8sMirror.Operator.Commands;

/// <summary>Examples for <c>--help</c>, by command; a test runs each one as far as its parser.</summary>
internal static class Examples
{
    /// <summary>Lines to type.</summary>
    public static IReadOnlyDictionary<string, string[]> ByCommand { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [""] =
        [
            "k8smirror-operator run --metrics-address 0.0.0.0:8080",
            "k8smirror-operator run --kubeconfig ~/.kube/config --log-format console",
            "k8smirror-operator version",
        ],
        ["run"] =
        [
            "k8smirror-operator run --metrics-address 0.0.0.0:8080",
            "k8smirror-operator run --kubeconfig ~/.kube/config --log-format console",
        ],
        ["uninstall"] =
        [
            "k8smirror-operator uninstall --namespace k8smirror --timeout 2m",
        ],
        ["check"] =
        [
            "k8smirror-operator check --namespace k8smirror",
        ],
        ["version"] =
        [
            "k8smirror-operator version",
        ],
    };
}
