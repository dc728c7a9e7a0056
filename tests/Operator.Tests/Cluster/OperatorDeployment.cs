namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The Deployment that uninstalling scales to zero; no controller acts on it here.</summary>
internal static class OperatorDeployment
{
    public const string Json = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"k8smirror-operator"},"spec":{"replicas":2,
         "selector":{"matchLabels":{"app":"op"}},
         "template":{"metadata":{"labels":{"app":"op"}},"spec":{"containers":[{"name":"op","image":"op"}]}}}}
        """;
}
