namespace K8sMirror.Core.Tests.Filtering;

/// <summary>An expression, and how to say to tcpdump what we mean by it.</summary>
/// <param name="Text">As a person writes it.</param>
/// <param name="Exact">The same for tcpdump, where its meaning of a word differs and it has words for ours.</param>
internal sealed record OracleExpression(string Text, string Exact)
{
    public bool HasVlan { get; init; }

    public bool HasHostOrNet { get; init; }

    public bool HasTransport { get; init; }

    public bool HasFlags { get; init; }

    /// <summary>For tcpdump: the expression, looked at behind up to two tags.</summary>
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
