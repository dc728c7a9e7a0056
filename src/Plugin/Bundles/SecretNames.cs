namespace K8sMirror.Plugin.Bundles;

/// <summary>Names of variables, options, fields and headers whose values are secret.</summary>
internal static class SecretNames
{
    private static readonly string[] Parts =
    [
        "pass", "pwd", "secret", "token", "credential", "creds", "bearer", "mnemonic", "apikey", "api_key", "api-key", "cookie", "private", "signature", "auth", "key-data", "key_data", "keydata",
        "connectionstring", "connection-string", "dsn", "sessionid", "session_id", "session-id", "sessid", "community", "from-literal",
    ];

    // They contain a part from above, but their values are not secret: names of things, or ordinary words.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "secretName", "secretKeyRef", "secretRef", "imagePullSecrets", "tokenFile", "token-file", "automountServiceAccountToken", "serviceAccount", "serviceAccountName",
        "serviceAccountToken", "authorization-mode", "certificate-authority", "certificateAuthority", "author", "key", "keys",
        "authority", "authorities", "authorized", "unauthorized", "passes", "passed", "compass", "bypass",
    };

    /// <summary>Whether the value after such a name is removed.</summary>
    public static bool Has(ReadOnlySpan<char> name)
    {
        if (name.Length < 3 || Harmless.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
        {
            return false;
        }
        foreach (var end in (ReadOnlySpan<string>)["key", "keys", "psk", "otp", "jwt", "_pat", "-pat"])
        {
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        if (name.Equals("pat", StringComparison.OrdinalIgnoreCase) || name.Equals("sig", StringComparison.OrdinalIgnoreCase) || name.Equals("user", StringComparison.OrdinalIgnoreCase)
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

    /// <summary>Whether a sentence with this word may continue with the secret itself.</summary>
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

    /// <summary>Whether this word before "key" makes it a secret one: an API key, an access key.</summary>
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

    /// <summary>Whether it is a header whose value extends to the end of the line.</summary>
    public static bool IsHeader(ReadOnlySpan<char> name) =>
        name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase) || name.EndsWith("cookie", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the next word is a credential.</summary>
    public static bool IsScheme(ReadOnlySpan<char> name) =>
        name.Equals("bearer", StringComparison.OrdinalIgnoreCase) || name.Equals("basic", StringComparison.OrdinalIgnoreCase)
        || name.Equals("digest", StringComparison.OrdinalIgnoreCase) || name.Equals("negotiate", StringComparison.OrdinalIgnoreCase);
}
