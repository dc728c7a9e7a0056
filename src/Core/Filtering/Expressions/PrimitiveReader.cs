using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Reads one primitive of pcap-filter(7): qualifiers and a value, or a word alone.</summary>
/// <param name="tokens">The expression.</param>
/// <param name="readTerm">Reads a term of the grammar: values may be in parentheses.</param>
internal sealed class PrimitiveReader(TokenReader tokens, Func<ExpressionNode> readTerm)
{
    private static readonly RangeSet AllVlans = RangeSet.Of(0, 4094);

    // Qualifiers of the previous value, for a value without its own. Null after a primitive without a value.
    private Qualifiers? last;

    /// <summary>Replaces what could not be read.</summary>
    public static ExpressionNode.Primitive Refused { get; } = new([]);

    public ExpressionNode Read()
    {
        var word = tokens.Next;
        if (tokens.Ahead(1).Is("["))
        {
            return ReadByteTest();
        }
        if (word.IsValue)
        {
            return last is { } q
                ? ReadValue(q)
                : Refuse(word.Place, $"{word.Place.Quoted} stands without a word that says what it is; write one, such as host, net or port");
        }
        if (ExpressionWords.Refused.TryGetValue(word.Text, out var why))
        {
            return Refuse(word.Place, $"'{word.Text}' cannot become a rule: {why}");
        }
        return word.Text switch
        {
            "vlan" => ReadVlan(),
            "broadcast" or "multicast" => ReadGroup("ether", word),
            "and" or "or" or "mask" => Refuse(word.Place, $"unexpected '{word.Text}'; write a condition, such as host 10.0.0.1 or tcp port 443"),
            "src" or "dst" => ReadQualified(null, word),
            _ when ExpressionWords.Kinds.Contains(word.Text) => ReadQualified(null, word),
            _ => ReadProtocol(),
        };
    }

    /// <summary>Reads <c>tcp[tcpflags] &amp; tcp-syn != 0</c> and similar tests.</summary>
    public ExpressionNode ReadByteTest()
    {
        last = null;
        var reader = new ByteTestReader(tokens);
        if (reader.Read() is { } matches)
        {
            return new ExpressionNode.Primitive(matches);
        }
        Skip();
        for (var open = reader.Open; open > 0 && tokens.TryTake(")"); open--)
        {
            Skip();
        }
        return Refused;
    }

    private ExpressionNode ReadProtocol()
    {
        var word = tokens.Take();
        var next = tokens.Next;
        if (next.Text is "src" or "dst" || ExpressionWords.Kinds.Contains(next.Text) || next.Text is "protochain" or "gateway")
        {
            return ReadQualified(word.Text, word);
        }
        if (next.Text is "broadcast" or "multicast")
        {
            return ReadGroup(word.Text, next);
        }
        last = null;
        return ExpressionWords.Protocols.TryGetValue(word.Text, out var match)
            ? new ExpressionNode.Primitive([match])
            : Refuse(word.Place, $"'{word.Text}' does not stand alone; write {word.Text} host, src, dst or proto");
    }

    private ExpressionNode.Primitive ReadVlan()
    {
        var word = tokens.Take();
        last = null;
        if (!tokens.Next.IsValue)
        {
            return new ExpressionNode.Primitive([new() { Vlans = AllVlans }], word.Place.Start);
        }
        var id = tokens.Take();
        return ValueReader.Number(id.Text, 4094) is { } number
            ? new ExpressionNode.Primitive([new() { Vlans = RangeSet.Of([number]) }], word.Place.Start)
            : Refuse(id.Place, $"{id.Place.Quoted} is no VLAN id; write a number from 0 to 4094");
    }

    private ExpressionNode.Primitive ReadGroup(string protocol, ExpressionToken word)
    {
        last = null;
        tokens.Take();
        return (protocol, word.Text) switch
        {
            ("ether" or "link", "broadcast") => To(new() { Macs = RangeSet.Of(0xffff_ffff_ffff, 0xffff_ffff_ffff) }),
            // As libpcap tests it: the first byte is 224 or more.
            ("ip", "multicast") => To(new() { Addresses = AddressRanges.Of(new(false, (UInt128)0xe0 << 120, 3)) }),
            ("ip6", "multicast") => To(new() { Addresses = AddressRanges.Of(new(true, (UInt128)0xff << 120, 8)) }),
            ("ip", "broadcast") => Refuse(word.Place, "'ip broadcast' cannot become a rule: the netmask is not known; write dst host and the network's broadcast address"),
            ("ether" or "link", _) => Refuse(word.Place, "'multicast' cannot become a rule: no rule tests one bit of a MAC address; write ip multicast or ip6 multicast"),
            _ => Refuse(word.Place, $"'{word.Text}' does not go with '{protocol}'"),
        };

        static ExpressionNode.Primitive To(EndMatch end) => new([new() { Destination = end }]);
    }

    private ExpressionNode ReadQualified(string? protocol, ExpressionToken first)
    {
        var way = ReadWay(out var lastToken);
        var kind = "host";
        if (ExpressionWords.Refused.TryGetValue(tokens.Next.Text, out var why))
        {
            return Refuse(tokens.Next.Place, $"'{tokens.Next.Text}' cannot become a rule: {why}");
        }
        if (ExpressionWords.Kinds.Contains(tokens.Next.Text))
        {
            lastToken = tokens.Take();
            kind = lastToken.Value.Text;
        }
        var end = (lastToken ?? first).Place.End;
        var place = new LineText(first.Place.Start, tokens.TextBetween(first.Place.Start, end));
        var q = new Qualifiers(protocol, way ?? Way.Either, kind, place);
        if (ProblemOf(q, way is not null) is { } problem)
        {
            return Refuse(place, problem);
        }
        last = q;
        return ReadOperand(q);
    }

    private Way? ReadWay(out ExpressionToken? lastToken)
    {
        lastToken = null;
        if (tokens.Next.Text is not ("src" or "dst"))
        {
            return null;
        }
        var one = tokens.Take();
        lastToken = one;
        var other = one.Is("src") ? "dst" : "src";
        if ((tokens.Next.IsAnd || tokens.Next.IsOr) && tokens.Ahead(1).Is(other))
        {
            var sign = tokens.Take();
            lastToken = tokens.Take();
            return sign.IsAnd ? Way.Both : Way.Either;
        }
        return one.Is("src") ? Way.Source : Way.Destination;
    }

    private static string? ProblemOf(Qualifiers q, bool hasWay) => (q.Kind, q.Protocol) switch
    {
        ("host" or "net", "arp" or "rarp") => $"rules see no addresses in {q.Protocol.ToUpperInvariant()}; write {q.Protocol} for all of it",
        ("host", null or "ip" or "ip6" or "ether" or "link") => null,
        ("net", null or "ip" or "ip6") => null,
        ("port" or "portrange", null or "tcp" or "udp" or "sctp") => null,
        ("proto", null or "ip" or "ip6" or "ether" or "link") => hasWay ? "'proto' has no source or destination" : null,
        _ => $"'{q.Protocol}' does not go with '{q.Kind}'",
    };

    private ExpressionNode ReadOperand(Qualifiers q)
    {
        var next = tokens.Next;
        if (next.Is("(") || next.IsNot)
        {
            return readTerm();
        }
        // After proto a keyword is a name: ip proto tcp.
        return next.IsValue || (next.IsWord && q.Kind == "proto")
            ? ReadValue(q)
            : Refuse(next.Place, $"a value is missing behind '{q.Place.Text}'");
    }

    private ExpressionNode.Primitive ReadValue(Qualifiers q) => new ValueReader(tokens, q).Read() is { } matches ? new ExpressionNode.Primitive(matches) : Skip();

    private ExpressionNode.Primitive Refuse(LineText place, string message)
    {
        tokens.Refuse(place, message);
        return Skip();
    }

    private ExpressionNode.Primitive Skip()
    {
        tokens.SkipToNextPart();
        last = null;
        return Refused;
    }
}
