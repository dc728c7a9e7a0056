using System.Net;
using K8sMirror.Cluster.Connection;
using K8sMirror.Cluster.Direct;
using K8sMirror.Testing;
using K8sMirror.Testing.Fuzzing;

namespace K8sMirror.Cluster.Tests;

/// <summary>Damaged kubeconfigs, for the agent's reader and that of operator and plugin: one message, never another exception.</summary>
public sealed class FuzzTests
{
    private const string Good = """
        apiVersion: v1
        kind: Config
        current-context: a
        contexts: [{name: a, context: {cluster: c, user: u, namespace: n}}]
        clusters:
        - name: c
          cluster: {server: "https://192.0.2.1:6443"}
        users:
        - name: u
          user: {token: secret}
        """;

    [Fact]
    public void A_kubeconfig()
    {
        using var dir = new TempDir();
        var file = dir.At("config");
        Fuzzer.Run("kubeconfig", [Good, """{"current-context":"x","contexts":[{"name":"x","context":{"cluster":"c","user":"u"}}],"clusters":[{"name":"c","cluster":{"server":"http://s"}}],"users":[{"name":"u","user":{}}]}"""], text =>
        {
            File.WriteAllText(file, text);
            OneMessage(() => new ApiHttp(Kubeconfig.Read(file), ApiTimeouts.Default, new("k8smirror-tests", "1.0")).Dispose());
            OneMessage(() => KubeconfigFiles.Read(new() { Kubeconfig = file }));
            _ = KubeconfigFiles.Contexts(file);
        });
    }

    /// <summary>The body of a refusal.</summary>
    [Fact]
    public void A_refusal() => Fuzzer.Run(
        "refusal",
        ["""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods is forbidden","reason":"Forbidden","details":{"retryAfterSeconds":1},"code":403}""", "<html><body>502</body></html>"],
        text => Assert.NotEmpty(ApiRefusedException.Of(HttpStatusCode.Forbidden, text).Message));

    private static void OneMessage(Action read)
    {
        try
        {
            read();
        }
        catch (ClusterAccessException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
