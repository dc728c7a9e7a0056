using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Cluster.Direct;

/// <summary>The authorities to trust, as PEM: several while one is being rotated.</summary>
public static class AuthorityBundle
{
    /// <summary>Reads all certificates of the text.</summary>
    /// <exception cref="CryptographicException">It has none, or one that cannot be read.</exception>
    public static X509Certificate2Collection Read(string pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate of an authority");
    }
}
