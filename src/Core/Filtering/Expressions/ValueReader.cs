using System.Globalization;
using System.Numerics;
using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Reads the value after qualifiers: an address, a network, a port, a protocol.</summary>
internal sealed class ValueReader(TokenReader tokens, Qualifiers q)
{
    /// <summary>A decimal number without leading zeros, or one like 0x1f; null if it is neither, or above <paramref name="most"/>.</summary>
    public static int? Number(string text, int most)
    {
        var isHex = text.StartsWith("0x", StringComparison.Ordinal);
        if (text.Length > 1 && text[0] == '0' && !isHex)
        {
            return null;
        }
        return int.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && number <= most ? number : null;
    }

    /// <summary>Matches, one of which must hold; null if the value was refused.</summary>
    public IReadOnlyList<PacketMatch>? Read()
    {
        var value = tokens.Take();
        return q.Kind switch
        {
            "host" when q.Protocol is "ether" or "link" => Mac(value),
            "host" => Host(value),
            "net" => Net(value),
            "proto" => Proto(value),
            _ => Ports(value),
        };
    }

    private List<PacketMatch>? Host(ExpressionToken value)
    {
        if (tokens.Next.Is("/") || tokens.Next.Is("mask"))
        {
            return Refuse(value.Place, "'host' takes one address; write net for a prefix");
        }
        if (MacOf(value.Text) is not null)
        {
            return Refuse(value.Place, $"{value.Place.Quoted} is a MAC address; write ether host");
        }
        return Prefix(value.Place, value.Text);
    }

    private List<PacketMatch>? Net(ExpressionToken value)
    {
        var place = value.Place;
        int? length = null;
        if (tokens.TryTake("/"))
        {
            var bits = tokens.Take();
            place = new(place.Start, tokens.TextBetween(place.Start, bits.Place.End));
            length = Number(bits.Text, 128);
            if (length is null)
            {
                return Refuse(place, $"{place.Quoted} has no prefix length from 0 to {(value.Text.Contains(':', StringComparison.Ordinal) ? 128 : 32)} behind the slash");
            }
        }
        else if (tokens.TryTake("mask"))
        {
            var mask = tokens.Take();
            length = LengthOf(mask.Text);
            if (length is null)
            {
                return Refuse(mask.Place, $"{mask.Place.Quoted} is no netmask whose ones all stand in front; write one like 255.255.0.0");
            }
        }
        if (value.Text.Contains(':', StringComparison.Ordinal))
        {
            return Prefix(place, length is { } l6 ? string.Create(CultureInfo.InvariantCulture, $"{value.Text}/{l6}") : value.Text);
        }
        // 10, 172.16 and 192.168.1 are short for networks of as many bytes.
        var bytes = value.Text.Split('.');
        if (bytes.Length > 4 || !bytes.All(b => b.Length > 0 && b.All(char.IsAsciiDigit)))
        {
            return Prefix(place, value.Text);
        }
        if (length is null && bytes[0] == "0")
        {
            return Refuse(place, $"{place.Quoted}: tcpdump reads a network that begins with 0 in a way of its own; write its length, such as 0.0.0.0/8");
        }
        var quad = string.Join('.', bytes.Concat(Enumerable.Repeat("0", 4 - bytes.Length)));
        return Prefix(place, string.Create(CultureInfo.InvariantCulture, $"{quad}/{length ?? (8 * bytes.Length)}"));
    }

    private List<PacketMatch>? Prefix(LineText place, string text)
    {
        var prefix = AddressPrefix.Parse(text, out var problem);
        if (problem is not null)
        {
            return Refuse(place, char.IsAsciiLetter(text[0]) && !text.Contains(':', StringComparison.Ordinal)
                ? $"{place.Quoted} is a name, and names are not looked up; write the address"
                : q.Kind == "host" ? $"{place.Quoted} is no IP address; write one like 10.0.0.1 or 2001:db8::1"
                : $"{place.Quoted} {problem}");
        }
        if (q.Protocol is { } family && family != (prefix.IsV6 ? "ip6" : "ip"))
        {
            return Refuse(place, $"{place.Quoted} is an {(prefix.IsV6 ? "IPv6" : "IPv4")} address and does not go with '{family}'");
        }
        return Ends(new() { Addresses = AddressRanges.Of(prefix) });
    }

    private static int? LengthOf(string mask)
    {
        var prefix = AddressPrefix.Parse(mask, out var problem);
        var length = BitOperations.PopCount((uint)(prefix.Bits >> 96));
        return problem is null && !prefix.IsV6 && prefix.Bits == (length == 0 ? 0 : UInt128.MaxValue << (128 - length)) ? length : null;
    }

    private List<PacketMatch>? Mac(ExpressionToken value) => MacOf(value.Text) is { } mac
        ? Ends(new() { Macs = RangeSet.Of(mac, mac) })
        : Refuse(value.Place, $"{value.Place.Quoted} is no MAC address; write one like 02:00:5e:10:00:01");

    // Six bytes separated by ':', '-' or '.', three pairs of bytes separated by '.', or twelve digits.
    private static ulong? MacOf(string text)
    {
        var parts = text.Split(':', '-', '.');
        var (count, digits) = parts.Length switch { 6 => (6, 2), 3 => (3, 4), _ => (1, 12) };
        return parts.Length == count && parts.All(p => p.Length > 0 && p.Length <= digits && (digits == 2 || p.Length == digits) && p.All(char.IsAsciiHexDigit))
            ? ulong.Parse(string.Concat(parts.Select(p => p.PadLeft(digits, '0'))), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : null;
    }

    private List<PacketMatch>? Ports(ExpressionToken value)
    {
        var dash = q.Kind == "portrange" ? value.Text.IndexOf('-', StringComparison.Ordinal) : -1;
        var first = Number(dash < 0 ? value.Text : value.Text[..dash], ushort.MaxValue);
        var last = dash < 0 ? first : Number(value.Text[(dash + 1)..], ushort.MaxValue);
        if (first is not { } a || last is not { } b)
        {
            return Refuse(value.Place, char.IsAsciiLetter(value.Text[0])
                ? $"{value.Place.Quoted} is a name, and names are not looked up; write the number"
                : $"{value.Place.Quoted} is no {(q.Kind == "port" ? "port; write a number from 0 to 65535" : "range of ports; write one like 8000-8999")}");
        }
        return Ends(
            new() { Ports = RangeSet.Of((UInt128)Math.Min(a, b), (UInt128)Math.Max(a, b)) },
            q.Protocol is { } protocol ? ExpressionWords.Protocols[protocol] : PacketMatch.Any);
    }

    private List<PacketMatch>? Proto(ExpressionToken value)
    {
        var text = value.Text.TrimStart('\\');
        var known = ExpressionWords.Protocols.GetValueOrDefault(text);
        if (q.Protocol is "ether" or "link")
        {
            return (known is { Protocol: null } ? known.EtherType : ProtocolNames.EtherType(text)) is { } type
                ? [new() { EtherType = type }]
                : Refuse(value.Place, $"{value.Place.Quoted} is no EtherType; write a number from 0x0600 to 0xffff, or ip, ip6, arp or rarp");
        }
        if ((known?.Protocol ?? ProtocolNames.Protocol(text)) is not { } number)
        {
            return Refuse(value.Place, $"{value.Place.Quoted} is no IP protocol; write a number from 0 to 255");
        }
        if (q.Protocol != "ip" && number is 0 or 43 or 44 or 60)
        {
            return Refuse(value.Place, $"{value.Place.Quoted} is an extension header of IPv6, and rules look behind those; for IPv4 write ip proto");
        }
        return Possible([(q.Protocol is { } family ? ExpressionWords.Protocols[family] : PacketMatch.Any).Intersect(new() { Protocol = number })]);
    }

    private List<PacketMatch> Ends(EndMatch end, PacketMatch? of = null)
    {
        var source = (of ?? PacketMatch.Any).Intersect(new() { Source = end });
        var destination = (of ?? PacketMatch.Any).Intersect(new() { Destination = end });
        return Possible(q.Way switch
        {
            Way.Source => [source],
            Way.Destination => [destination],
            Way.Both => [destination is null ? null : source?.Intersect(destination)],
            _ => [source, destination],
        });
    }

    private static List<PacketMatch> Possible(PacketMatch?[] matches) => [.. matches.OfType<PacketMatch>()];

    private List<PacketMatch>? Refuse(LineText place, string message)
    {
        tokens.Refuse(place, message);
        return null;
    }
}
