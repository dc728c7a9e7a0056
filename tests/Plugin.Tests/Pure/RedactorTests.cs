using System.Text.Json;
using K8sMirror.Core.Rendering;
using K8sMirror.Plugin.Bundles;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class RedactorTests
{
    private static readonly Redactor Redactor = new(["the-very-token-in-use"]);

    [Theory]
    [InlineData("Authorization: Bearer abc.def-123", "abc.def")]
    [InlineData("bearer xyzzy-plugh", "xyzzy")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.c2lnbmF0dXJl", "eyJ")]
    [InlineData("password=hunter22 next", "hunter22")]
    [InlineData("DB_PASSWORD: \"hunter22\"", "hunter22")]
    [InlineData("{\"token\":\"hunter22\"}", "hunter22")]
    [InlineData("{\\\"api_key\\\":\\\"hunter22\\\"}", "hunter22")]
    [InlineData("--client-secret=hunter22", "hunter22")]
    [InlineData("https://user:hunter22@example.com/", "hunter22")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nhunter22\n-----END RSA PRIVATE KEY-----", "hunter22")]
    [InlineData("Authorization: Basic dXNlcjpodW50ZXIyMg==", "dXNlcjpo")]
    [InlineData("{\"authorization\":\"Digest hunter22\"}", "hunter22")]
    [InlineData("AWS_SECRET_ACCESS_KEY=hunter22", "hunter22")]
    [InlineData("passphrase: hunter22", "hunter22")]
    [InlineData("it says the-very-token-in-use there", "the-very")]
    public void What_looks_like_a_secret_goes(string text, string secret)
    {
        var clean = Redactor.Text(text);

        Assert.DoesNotContain(secret, clean, StringComparison.Ordinal);
        Assert.Contains(Redactor.Removed, clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("automountServiceAccountToken: true")]
    [InlineData("secretName: tls-of-the-tool")]
    [InlineData("authorization-mode=RBAC")]
    [InlineData("waits for eth7; 3 tokens of credit")]
    [InlineData("k8smirror_seen_packets_total{source=\"eth1\"} 100")]
    public void What_is_none_stays(string text) => Assert.Equal(text, Redactor.Text(text));

    [Fact]
    public void Objects_lose_annotations_and_variables_and_keep_the_rest()
    {
        using var document = JsonDocument.Parse("""
            {"metadata":{"name":"p","managedFields":[{"manager":"x"}],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"hunter22","other":"hunter22","helm.sh/chart":"k8smirror"}},
             "spec":{"containers":[{"env":[{"name":"NODE_NAME","value":"node-a"},{"name":"X","value":"hunter22"},{"name":"Y","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
               "args":["run","--proxy-password","hunter22","--node-name","node-a"]}]}}
            """);

        var text = YamlText.From(Redactor.Object(document.RootElement));

        Assert.DoesNotContain("hunter22", text, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", text, StringComparison.Ordinal);
        Assert.Contains("node-a", text, StringComparison.Ordinal);
        Assert.Contains("k8smirror", text, StringComparison.Ordinal);
        Assert.Contains("secretKeyRef", text, StringComparison.Ordinal);
    }
}
