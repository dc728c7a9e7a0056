using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Cluster;

/// <summary>
/// Which API server to trust with a token: one whose certificate has its name, is for servers, and comes from an authority that was named.
/// KubernetesClient 21 takes one with another name as long as its authority is not one of the system's, and would send the token to whoever holds
/// any certificate of the cluster's authority.
/// </summary>
public static class ServerCertificate
{
    // Of RFC 5280, 4.2.1.12: without it a certificate that was given to a client would do for a server that takes our token.
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>The check of one server.</summary>
    /// <param name="authorities">The authorities to trust now; null for those of the system.</param>
    public static RemoteCertificateValidationCallback Check(Func<X509Certificate2Collection?> authorities) =>
        (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities());

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? authorities)
    {
        if (authorities is null)
        {
            return errors == SslPolicyErrors.None;
        }
        if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        return own.Build(server);
    }
}
