using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Cluster;

/// <summary>
/// Which API server to trust with a token: its certificate must have the server's name, be for servers, and come from a configured authority. KubernetesClient
/// 21 accepts any name if the authority is not one of the system's, and would send the token to anyone with a certificate of the cluster's authority.
/// </summary>
public static class ServerCertificate
{
    // RFC 5280, 4.2.1.12. Without it, someone with a client's certificate could pose as the server and get our token.
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    // anyExtendedKeyUsage: a server's use is one of them.
    private const string AnyUse = "2.5.29.37.0";

    /// <summary>The check of one server's certificate.</summary>
    /// <param name="authorities">Returns the currently trusted authorities; null for those of the system.</param>
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
        if (!server.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(uses => uses.EnhancedKeyUsages.OfType<Oid>().Any(use => use.Value == AnyUse)))
        {
            own.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        }
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        own.ChainPolicy.ExtraStore.AddRange(authorities);
        return own.Build(server) || EndsAtIntermediate(own, authorities);
    }

    /// <summary>
    /// Whether nothing is missing but the root, above an intermediate authority that is trusted itself. A cluster may have only this one, and all other clients of
    /// Kubernetes accept it.
    /// </summary>
    private static bool EndsAtIntermediate(X509Chain chain, X509Certificate2Collection authorities) =>
        chain.ChainStatus.All(s => s.Status == X509ChainStatusFlags.PartialChain)
        && chain.ChainElements is [.., { Certificate: var last }] && authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(last.RawDataMemory.Span));
}
