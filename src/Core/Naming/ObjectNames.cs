namespace K8sMirror.Core.Naming;

/// <summary>Kubernetes' rules for names, label keys and label values. Each method returns null, or what is wrong as the end of a sentence.</summary>
public static class ObjectNames
{
    private const int LabelLength = 63;
    private const int SubdomainLength = 253;

    /// <summary>An RFC 1123 label: lower-case letters, digits and '-', at most 63, first and last a letter or digit.</summary>
    public static string? LabelProblem(string text) =>
        text.Length == 0 ? "is empty"
        : text.Length > LabelLength ? $"is {text.Length} characters long; at most {LabelLength} are allowed"
        : IsDnsLabel(text) ? null
        : "must be lower-case letters, digits and '-', and start and end with a letter or digit";

    /// <summary>An RFC 1123 subdomain: labels with '.' between them, at most 253 characters.</summary>
    public static string? SubdomainProblem(string text) =>
        text.Length == 0 ? "is empty"
        : text.Length > SubdomainLength ? $"is {text.Length} characters long; at most {SubdomainLength} are allowed"
        : text.Split('.').All(IsDnsLabel) ? null
        : "must be lower-case letters, digits, '-' and '.', and each part between dots must start and end with a letter or digit";

    /// <summary>A label's key: an optional DNS subdomain and '/', then a name.</summary>
    public static string? LabelKeyProblem(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && SubdomainProblem(key[..slash]) is { } problem)
        {
            return $"has a prefix that {problem}";
        }
        var name = key[(slash + 1)..];
        return IsQualified(name) ? null
            : $"must be at most {LabelLength} letters, digits, '-', '_' and '.', start and end with a letter or digit, and may have a DNS prefix and '/'";
    }

    /// <summary>A label's value: empty, or like a key's name.</summary>
    public static string? LabelValueProblem(string value) =>
        value.Length == 0 || IsQualified(value) ? null
        : $"must be at most {LabelLength} letters, digits, '-', '_' and '.', and start and end with a letter or digit";

    private static bool IsDnsLabel(string text) =>
        text.Length is > 0 and <= SubdomainLength && text[0] != '-' && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsQualified(string text) =>
        text.Length is > 0 and <= LabelLength && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
