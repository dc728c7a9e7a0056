using System.Security.Cryptography;

namespace K8sMirror.Cluster.Direct;

/// <summary>A token as it goes into a header.</summary>
public static class BearerToken
{
    /// <summary>The token without the blanks and line breaks around it.</summary>
    /// <exception cref="CryptographicException">It cannot be sent: it is empty, or has blanks, control characters, or others than ASCII.</exception>
    public static string Read(string text)
    {
        var token = text.Trim();
        return token.Length > 0 && token.AsSpan().IndexOfAnyExceptInRange('\u0021', '\u007e') < 0
            ? token
            : throw new CryptographicException("the token is empty, or has a character that cannot be sent, such as a line break");
    }
}
