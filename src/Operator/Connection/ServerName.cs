using System.Net.Security;
using k8s;

namespace K8sMirror.Operator.Connection;

/// <summary>
/// Refuses an API server whose certificate has another name. KubernetesClient 21 takes one as long as its authority is not one of the system's, and
/// would send the token to whoever holds any certificate of the cluster's authority.
/// </summary>
internal sealed class ServerName
{
    private SocketsHttpHandler? _handler;

    /// <summary>Goes into the configuration before the client is made.</summary>
    public KubernetesClientConfiguration Prepare(KubernetesClientConfiguration configuration, Action<SocketsHttpHandler> setup)
    {
        configuration.FirstMessageHandlerSetup = made =>
        {
            _handler = made;
            setup(made);
        };
        return configuration;
    }

    /// <summary>Checks from now on; the client has been made, and has sent nothing yet.</summary>
    public void Check(KubernetesClientConfiguration configuration)
    {
        if (configuration.SkipTlsVerify || _handler!.SslOptions.RemoteCertificateValidationCallback is not { } chain)
        {
            return;
        }
        _handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, built, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0 && chain(sender, certificate, built, errors);
    }
}
