using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>Answers every request with <c>{}</c>, over HTTP/1.1 and TLS, with any certificate, and records requests and client certificates.</summary>
public sealed class TlsServer : IDisposable
{
    /// <summary>Extended key usage of a server.</summary>
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    /// <summary>Extended key usage of a client.</summary>
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <summary>Usage, whether a client may trust it, DNS name, and hours of validity; one case for each possible fault of a certificate.</summary>
    public static TheoryData<string?, bool, string?, int> Certificates => new()
    {
        { ForServers, true, null, 480 },
        { null, true, null, 480 },
        { ForClients, false, null, 480 },
        { ForServers, false, "another.example", 480 },
        { ForClients, false, "another.example", 480 },
        { ForServers, false, null, 1 },
    };

    private readonly TcpListener listener;
    private readonly ECDsa caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 ca;
    private readonly X509Certificate2 certificate;

    /// <summary>Starts it.</summary>
    /// <param name="usage">Extended key usage of its certificate; null for none.</param>
    /// <param name="name">DNS name in its certificate; null for its own address.</param>
    /// <param name="validFor">Validity, from yesterday.</param>
    /// <param name="loopback">Its own address; null for IPv4's.</param>
    public TlsServer(string? usage, string? name = null, TimeSpan? validFor = null, IPAddress? loopback = null)
    {
        listener = new(loopback ?? IPAddress.Loopback, 0);
        listener.Start();
        var request = new CertificateRequest("CN=tls-server-ca", caKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        ca = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30));
        var (certificate, key) = Issue("kube-apiserver", usage, name, validFor);
        this.certificate = X509Certificate2.CreateFromPem(certificate, key);
        _ = ServeAsync();
    }

    /// <summary>Its URL.</summary>
    public string Address => $"https://{listener.LocalEndpoint}/";

    /// <summary>PEM of its CA.</summary>
    public string CaPem => ca.ExportCertificatePem();

    /// <summary>Headers of the requests, as text.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Subject of the client certificate of each request; empty for none.</summary>
    public ConcurrentQueue<string> Clients { get; } = new();

    /// <summary>Writes a kubeconfig that trusts its CA and has the token <c>secret</c>; returns its path. The CA's path in it is relative.</summary>
    public string WriteKubeconfig(TempDir dir)
    {
        File.WriteAllText(dir.At("ca.crt"), CaPem);
        File.WriteAllText(dir.At("config"), $$$"""
            apiVersion: v1
            kind: Config
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a}}]
            clusters: [{name: a, cluster: {server: "{{{Address}}}", certificate-authority: ca.crt}}]
            users: [{name: a, user: {token: secret}}]
            """);
        return dir.At("config");
    }

    /// <summary>A certificate issued by its CA, and the key, as PEM.</summary>
    public (string Certificate, string Key) Issue(string subject, string? usage, string? name = null, TimeSpan? validFor = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (name is null)
        {
            names.AddIpAddress(((IPEndPoint)listener.LocalEndpoint).Address);
        }
        else
        {
            names.AddDnsName(name);
        }
        request.CertificateExtensions.Add(names.Build());
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }
        var from = DateTimeOffset.UtcNow.AddDays(-1);
        using var certificate = request.Create(ca, from, from + (validFor ?? TimeSpan.FromDays(20)), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Dispose();
        certificate.Dispose();
        ca.Dispose();
        caKey.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync().ConfigureAwait(false));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject != "CN=nobody",
            }).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            while (true)
            {
                var headers = new StringBuilder();
                while (await reader.ReadLineAsync().ConfigureAwait(false) is { Length: > 0 } line)
                {
                    headers.AppendLine(line);
                }
                if (headers.Length == 0)
                {
                    return;
                }
                Clients.Enqueue(stream.RemoteCertificate?.Subject ?? "");
                Requests.Enqueue(headers.ToString());
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray()).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or AuthenticationException or ObjectDisposedException)
        {
            // A client that rejects the certificate.
        }
        finally
        {
            client.Dispose();
        }
    }
}
