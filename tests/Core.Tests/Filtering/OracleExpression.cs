namespace K8sMirror.Core.Tests.Filtering;

/// <summary>An expression, and its meaning in tcpdump's syntax.</summary>
/// <param name="Text">As a person writes it.</param>
/// <param name="Exact">The same for tcpdump, if its meaning of a word differs and it can express ours.</param>
internal sealed record OracleExpression(string Text, string Exact)
{
    public bool HasVlan { get; init; }

    public bool HasHostOrNet { get; init; }

    public bool HasTransport { get; init; }

    public bool HasFlags { get; init; }

    /// <summary>For tcpdump: the expression, applied behind up to two tags.</summary>
    public string BehindTags
    {
        get
        {
            const string Tag = "(ether proto 0x8100 or ether proto 0x88a8)";
            return $"(not {Tag} and ({Exact})) or ({Tag} and vlan and ((not {Tag} and ({Exact})) or ({Tag} and vlan and ({Exact}))))";
        }
    }

    public OracleExpression Not(string sign) => this with { Text = $"{sign}({Text})", Exact = $"not ({Exact})" };

    public OracleExpression InParentheses() => this with { Text = $"({Text})", Exact = $"({Exact})" };

    public OracleExpression With(string sign, OracleExpression other) => new($"{Text} {sign} {other.Text}", $"{Exact} {sign} {other.Exact}")
    {
        HasVlan = HasVlan || other.HasVlan,
        HasHostOrNet = HasHostOrNet || other.HasHostOrNet,
        HasTransport = HasTransport || other.HasTransport,
        HasFlags = HasFlags || other.HasFlags,
    };
}
