using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Connection;

/// <summary>Which CAs and credentials of a kubeconfig are used.</summary>
public sealed class AuthorityTests : IDisposable
{
    private readonly TempDir dir = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_authority_of_a_bundle_counts(bool inline)
    {
        var bundle = Authority("old") + Authority("new");
        File.WriteAllText(dir.At("ca.crt"), bundle);
        var written = inline ? $"certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(bundle))}" : "certificate-authority: ca.crt";

        var configuration = KubeconfigFiles.Read(new() { Kubeconfig = Kubeconfig(written, "token: t") });

        Assert.Equal(["CN=old", "CN=new"], configuration.SslCaCerts.Select(c => c.Subject));
    }

    [Fact]
    public void A_log_in_that_kubectl_no_longer_has_is_refused_by_name() => Assert.Contains(
        "auth-provider 'oidc'",
        Assert.Throws<ClusterAccessException>(() => KubeconfigFiles.Read(new() { Kubeconfig = Kubeconfig("insecure-skip-tls-verify: true", "auth-provider: {name: oidc, config: {id-token: x}}") })).Message,
        StringComparison.Ordinal);

    public void Dispose() => dir.Dispose();

    private static string Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem() + "\n";
    }

    private string Kubeconfig(string cluster, string user)
    {
        File.WriteAllText(dir.At("config"), $$"""
            apiVersion: v1
            kind: Config
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a} }]
            clusters: [{name: a, cluster: {server: "https://127.0.0.1:1", {{cluster}} } }]
            users: [{name: a, user: { {{user}} } }]
            """);
        return dir.At("config");
    }
}
