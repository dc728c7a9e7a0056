using System.Net.Http.Headers;
using System.Security.Cryptography;
using k8s.Authentication;
using K8sMirror.Cluster.Direct;

namespace K8sMirror.Cluster.Connection;

/// <summary>The token of a kubeconfig's <c>tokenFile</c>, read at each request, since something outside replaces it.</summary>
internal sealed class TokenFile : ITokenProvider
{
    private readonly ChangingFile<string> file;

    /// <summary>Reads it once.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="CryptographicException">It has no token that can be sent.</exception>
    public TokenFile(string path)
    {
        file = new(path, BearerToken.Read);
        _ = Token;
    }

    /// <summary>The current token.</summary>
    public string Token => file.Get();

    /// <inheritdoc/>
    public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new AuthenticationHeaderValue("Bearer", Token));
}
