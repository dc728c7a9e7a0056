using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>A throw-away CA, a serving certificate for loopback, and a key for service-account tokens, as PEM files in one folder.</summary>
internal sealed class ServerCertificates
{
    public ServerCertificates(string folder)
    {
        CaFile = Path.Combine(folder, "ca.crt");
        CertificateFile = Path.Combine(folder, "api.crt");
        KeyFile = Path.Combine(folder, "api.key");
        TokenKeyFile = Path.Combine(folder, "tokens.key");
        var from = DateTimeOffset.UtcNow.AddHours(-1);
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest("CN=k8smirror-test-ca", caKey, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Ca = ca.CreateSelfSigned(from, from.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(Ca, from, from.AddDays(29), RandomNumberGenerator.GetBytes(8));
        using var tokenKey = RSA.Create(2048);
        File.WriteAllText(CaFile, Ca.ExportCertificatePem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportECPrivateKeyPem());
        File.WriteAllText(TokenKeyFile, tokenKey.ExportRSAPrivateKeyPem());
    }

    public X509Certificate2 Ca { get; }

    public string CaFile { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    public string TokenKeyFile { get; }
}
