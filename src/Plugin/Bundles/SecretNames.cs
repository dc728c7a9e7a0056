namespace K8sMirror.Plugin.Bundles;

/// <summary>Names of variables, options, fields and headers whose values are secret.</summary>
internal static class SecretNames
{
    private static readonly string[] Parts =
    [
        "pass", "pwd", "secret", "token", "credential", "bearer", "cookie", "private", "signature", "auth", "key-data", "key_data", "keydata",
        "connectionstring", "connection-string", "dsn", "sessionid", "session_id", "session-id", "sessid", "community", "from-literal",
    ];

    // They have a part of the above in them, and say what it is called, not what it is.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "secretName", "secretKeyRef", "secretRef", "imagePullSecrets", "tokenFile", "token-file", "automountServiceAccountToken", "serviceAccount", "serviceAccountName",
        "serviceAccountToken", "authorization-mode", "certificate-authority", "certificateAuthority", "author", "key",
        "authority", "authorities", "authorized", "unauthorized", "passes", "passed", "compass", "bypass",
    };

    /// <summary>Whether what follows such a name is left out.</summary>
    public static bool Has(ReadOnlySpan<char> name)
    {
        if (name.Length < 3 || Harmless.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
        {
            return false;
        }
        foreach (var end in (ReadOnlySpan<string>)["key", "psk", "otp", "jwt"])
        {
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        if (name.Equals("sig", StringComparison.OrdinalIgnoreCase) || name.Equals("user", StringComparison.OrdinalIgnoreCase)
            || name.Equals("pin", StringComparison.OrdinalIgnoreCase) || name.Equals("value", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }
        foreach (var part in Parts)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether a sentence that has the word may continue with what it names.</summary>
    public static bool IsSaid(ReadOnlySpan<char> name)
    {
        foreach (var part in (ReadOnlySpan<string>)["password", "passwd", "passphrase", "secret", "token", "credential"])
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return Has(name);
            }
        }
        return name.Length > 3 && name.EndsWith("key", StringComparison.OrdinalIgnoreCase) && Has(name);
    }

    /// <summary>Whether the key that a word is said of is a secret: an API key, an access key.</summary>
    public static bool IsKindOfKey(ReadOnlySpan<char> name)
    {
        foreach (var kind in (ReadOnlySpan<string>)["api", "access", "private", "secret", "shared", "signing", "encryption", "license", "account"])
        {
            if (name.Equals(kind, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether it is a header whose value goes on to the end of the line.</summary>
    public static bool IsHeader(ReadOnlySpan<char> name) =>
        name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase) || name.EndsWith("cookie", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a credential stands behind it as the next word.</summary>
    public static bool IsScheme(ReadOnlySpan<char> name) =>
        name.Equals("bearer", StringComparison.OrdinalIgnoreCase) || name.Equals("basic", StringComparison.OrdinalIgnoreCase)
        || name.Equals("digest", StringComparison.OrdinalIgnoreCase) || name.Equals("negotiate", StringComparison.OrdinalIgnoreCase);
}
