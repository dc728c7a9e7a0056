using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Reads comparisons of the bytes that rules can test: TCP's flags, and ICMP's type and code.</summary>
internal sealed class ByteTestReader(TokenReader tokens)
{
    private const string Possible = "rules test tcp[tcpflags], icmp[icmptype], icmp[icmpcode], icmp6[icmp6type] and icmp6[icmp6code] alone";
    private const int MostParentheses = 100;

    /// <summary>Number of leading parentheses that are not closed yet.</summary>
    public int Open { get; private set; }

    /// <summary>Matches, one of which must hold; null if the comparison was refused.</summary>
    public IReadOnlyList<PacketMatch>? Read()
    {
        while (tokens.TryTake("("))
        {
            Open++;
        }
        if (ReadField() is not { } field)
        {
            return null;
        }
        var mask = 255;
        while (true)
        {
            if (tokens.TryTake("&"))
            {
                if (Primary(0) is not { } more)
                {
                    return null;
                }
                mask &= more;
            }
            else if (Open > 0 && tokens.TryTake(")"))
            {
                Open--;
            }
            else
            {
                break;
            }
        }
        var relation = tokens.Next;
        if (relation.Is("|"))
        {
            return Refuse(relation.Place, "'&' and '|' group from the left; put the flags in parentheses, as in tcp[tcpflags] & (tcp-syn|tcp-ack) != 0");
        }
        if (!relation.IsRelation || Open > 0)
        {
            return Refuse(relation.Place, Open > 0 ? "a ')' is missing" : "a comparison is missing; write one, such as != 0");
        }
        tokens.Take();
        return Constant(0) is { } value ? field(mask, relation, value) : null;
    }

    private Func<int, ExpressionToken, int, IReadOnlyList<PacketMatch>?>? ReadField()
    {
        var first = tokens.Take();
        if (!first.IsWord || !tokens.TryTake("["))
        {
            Refuse(first.Place, $"write the byte in front of the comparison; {Possible}");
            return null;
        }
        var start = tokens.Next.Place.Start;
        var end = start;
        while (!tokens.Next.IsEnd && !tokens.Next.Is("]"))
        {
            end = tokens.Take().Place.End;
        }
        var index = tokens.TextBetween(start, end);
        if (!tokens.TryTake("]"))
        {
            Refuse(first.Place, "a ']' is missing");
            return null;
        }
        switch (first.Text, index.EndsWith(":1", StringComparison.Ordinal) ? index[..^2] : index)
        {
            case ("tcp", "tcpflags" or "13"):
                return Flags;
            case ("icmp", "icmptype" or "0"):
            case ("icmp6", "icmp6type" or "0"):
                return (mask, relation, value) => Icmp(first.Text, mask, relation, value, set => new() { IcmpTypes = set });
            case ("icmp", "icmpcode" or "1"):
            case ("icmp6", "icmp6code" or "1"):
                return (mask, relation, value) => Icmp(first.Text, mask, relation, value, set => new() { IcmpCodes = set });
            default:
                Refuse(new(first.Place.Start, tokens.TextBetween(first.Place.Start, end + 1)), $"no rule tests this byte; {Possible}");
                return null;
        }
    }

    private List<PacketMatch>? Flags(int mask, ExpressionToken relation, int value)
    {
        if (relation.Text is not ("=" or "==" or "!="))
        {
            return Refuse(relation.Place, "flags are compared with '==' or '!='");
        }
        var isEqual = relation.Text != "!=";
        if ((value & ~mask) != 0 || mask == 0)
        {
            // The flags do not matter: true for every packet that has flags, or never.
            return isEqual == (value == 0 && mask == 0) ? [Flag(1, 0), Flag(0, 1)] : [];
        }
        return isEqual
            ? [Flag(value, mask & ~value)]
            : [.. Enumerable.Range(0, 8).Select(bit => 1 << bit).Where(bit => (mask & bit) != 0).Select(bit => Flag(bit & ~value, bit & value))];

        static PacketMatch Flag(int set, int unset) => new() { Protocol = ProtocolNames.Tcp, FlagsSet = (byte)set, FlagsUnset = (byte)unset };
    }

    private static List<PacketMatch> Icmp(string protocol, int mask, ExpressionToken relation, int value, Func<RangeSet, PacketMatch> condition)
    {
        var values = RangeSet.Of(Enumerable.Range(0, 256).Where(v => relation.Text switch
        {
            "=" or "==" => (v & mask) == value,
            "!=" => (v & mask) != value,
            "<" => (v & mask) < value,
            ">" => (v & mask) > value,
            "<=" => (v & mask) <= value,
            _ => (v & mask) >= value,
        }));
        return ExpressionWords.Protocols[protocol].Intersect(condition(values)) is { } match ? [match] : [];
    }

    // Numbers joined by '|', '&' and '+', from the left. In pcap-filter(7) '+' binds closer, which needs parentheses here.
    private int? Constant(int level)
    {
        var value = Primary(level);
        for (var sign = ""; value is not null; sign = tokens.Take().Text)
        {
            if (sign.Length > 0)
            {
                if (Primary(level) is not { } more)
                {
                    return null;
                }
                value = sign == "|" ? value | more : value & more;
            }
            if (!tokens.Next.Is("|") && !tokens.Next.Is("&"))
            {
                return value;
            }
        }
        return value;
    }

    private int? Primary(int level)
    {
        var token = tokens.Take();
        if (token.Is("(") && level < MostParentheses)
        {
            var inner = Constant(level + 1);
            if (inner is not null && !tokens.TryTake(")"))
            {
                Refuse(token.Place, "'(' without a ')' behind it");
                return null;
            }
            return inner;
        }
        if (token.IsWord && (ByteNames.All.TryGetValue(token.Text, out var named) ? named : ValueReader.Number(token.Text, int.MaxValue)) is { } value)
        {
            return value;
        }
        Refuse(token.Place, token.IsEnd ? "a number is missing at the end" : $"{token.Place.Quoted} is no number, and no name of a flag or of an ICMP type");
        return null;
    }

    private List<PacketMatch>? Refuse(LineText place, string message)
    {
        tokens.Refuse(place, message);
        return null;
    }
}
