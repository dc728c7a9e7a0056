using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Cluster.Tests;

/// <summary>Chains with an intermediate authority, which may be all that a kubeconfig or a service account has.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private readonly List<IDisposable> made = [];
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 intermediate;
    private readonly X509Certificate2 server;

    public ServerCertificateTests()
    {
        root = Issue("root", null, isAuthority: true);
        intermediate = Issue("intermediate", root, isAuthority: true);
        server = Issue("server", intermediate, isAuthority: false);
    }

    [Fact]
    public void A_chain_to_a_trusted_root_or_intermediate_is_trusted()
    {
        Assert.True(IsTrusted(server, [root], intermediate));
        Assert.True(IsTrusted(server, [intermediate]));
        Assert.True(IsTrusted(server, [intermediate], intermediate));
        Assert.True(IsTrusted(server, [intermediate, root]));
        Assert.False(IsTrusted(server, [root]));
        Assert.False(IsTrusted(server, []));
    }

    [Fact]
    public void An_intermediate_vouches_for_no_more_than_it_has_signed()
    {
        var impostor = Issue("intermediate", root, isAuthority: true);
        var foreign = Issue("server", impostor, isAuthority: false);
        Assert.True(IsTrusted(foreign, [root], impostor));

        Assert.False(IsTrusted(foreign, [intermediate]));
        Assert.False(IsTrusted(foreign, [intermediate], impostor));
        Assert.False(IsTrusted(foreign, [intermediate], intermediate));
        Assert.False(IsTrusted(Issue("server", server, isAuthority: false), [intermediate], server));
        Assert.False(IsTrusted(Issue("server", intermediate, isAuthority: false, "1.3.6.1.5.5.7.3.2"), [intermediate]));
        Assert.False(IsTrusted(Issue("server", intermediate, isAuthority: false, days: 1), [intermediate]));
    }

    public void Dispose() => made.ForEach(m => m.Dispose());

    /// <summary>Whether a server that sends these certificates is trusted; its name is right.</summary>
    private static bool IsTrusted(X509Certificate2 server, X509Certificate2Collection trusted, params X509Certificate2[] sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        return ServerCertificate.Check(() => trusted)(chain, server, chain, SslPolicyErrors.RemoteCertificateChainErrors);
    }

    private X509Certificate2 Issue(string name, X509Certificate2? issuer, bool isAuthority, string? use = null, int days = 9)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        }
        var from = DateTimeOffset.UtcNow.AddDays(-2);
        X509Certificate2 certificate;
        if (issuer is null)
        {
            certificate = request.CreateSelfSigned(from, from.AddDays(30));
        }
        else
        {
            // The issuer's key signs, whatever its own certificate allows.
            using var signed = request.Create(
                issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!), from, from.AddDays(days), RandomNumberGenerator.GetBytes(8));
            certificate = signed.CopyWithPrivateKey(key);
        }
        made.AddRange([key, certificate]);
        return certificate;
    }
}
