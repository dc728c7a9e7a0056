using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Cluster.Direct;

/// <summary>
/// A client certificate with its key, read again when either changes. In the middle of a rotation, while the two do not match or one cannot be read, the last
/// one that worked is used. Thread-safe.
/// </summary>
public sealed class ClientCertificate(Func<string> certificate, Func<string> key)
{
    private readonly Lock gate = new();
    private (string Certificate, string Key) text;
    private X509Certificate2? value;

    /// <summary>The certificate of an access; null if it has none.</summary>
    public static ClientCertificate? Of(ClusterAccess access) =>
        Source(access.ClientCertificateFile, access.ClientCertificatePem) is { } certificate && Source(access.ClientKeyFile, access.ClientKeyPem) is { } key
            ? new(certificate, key)
            : null;

    /// <summary>The certificate; the same object until it changes.</summary>
    /// <exception cref="IOException">It cannot be read, and never could.</exception>
    /// <exception cref="CryptographicException">It is not a certificate, and never was.</exception>
    public X509Certificate2 Get()
    {
        lock (gate)
        {
            try
            {
                var now = (certificate(), key());
                if (value is null || now != text)
                {
                    value = Parse(now);
                    text = now;
                }
            }
            catch (Exception e) when (value is not null && e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // The next request tries again.
            }
            return value!;
        }
    }

    private static X509Certificate2 Parse((string Certificate, string Key) text)
    {
        try
        {
            return X509Certificate2.CreateFromPem(text.Certificate, text.Key);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key does not match the certificate", e);
        }
    }

    // Inline data first, as in kubectl.
    private static Func<string>? Source(string? file, string? pem) =>
        pem is not null ? () => pem : file is not null ? () => File.ReadAllText(file) : null;
}
