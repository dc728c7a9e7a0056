namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Generates expressions of one to a dozen primitives of all kinds; the same for the same seed.</summary>
/// <param name="seed">The seed.</param>
/// <param name="hosts4">IPv4 addresses to use in them.</param>
/// <param name="hosts6">IPv6 addresses to use in them.</param>
internal sealed class OracleExpressions(int seed, string[] hosts4, string[] hosts6)
{
    private static readonly string[] Nets4 = ["10", "10.1", "192.168.1", "10.0.0.0/31", "172.16.0.0/12", "0.0.0.0/0", "128.0.0.0/1", "10.0.0.0 mask 255.0.0.0", "10.0.0.2"];
    private static readonly string[] Nets6 = ["2001:db8::/32", "2001:db8::/127", "::/0", "fe80::/10", "2001:db8::2"];
    private static readonly string[] Ways = ["", "", "src ", "dst ", "src or dst ", "src and dst "];
    private static readonly string[] Flags = ["tcp-fin", "tcp-syn", "tcp-rst", "tcp-push", "tcp-ack", "tcp-urg", "tcp-ece", "tcp-cwr"];

    private readonly Random random = new(seed);

    public OracleExpression Next(int size)
    {
        if (size == 1)
        {
            return random.Next(5) == 0 ? Primitive().InParentheses().Not(Of("not ", "!", "! ")) : Primitive();
        }
        var left = random.Next(1, size);
        // Without parentheses on the left: "and" and "or" must group from the left.
        var first = random.Next(2) == 0 ? Next(left) : Next(left).InParentheses();
        var joined = first.With(Of("and", "or", "&&", "||", "and", "or"), size - left == 1 ? Next(1) : Next(size - left).InParentheses());
        return random.Next(8) == 0 ? joined.InParentheses().Not("not ") : joined;
    }

    private T Of<T>(params T[] values) => values[random.Next(values.Length)];

    private OracleExpression Primitive() => random.Next(16) switch
    {
        0 => Same(Of("ip", "ip6", "arp", "rarp", "pppoed", "ether proto 0x88cc", "ether proto \\arp", "ether proto \\ip6", "ether proto 0x8847", "ip multicast", "ip6 multicast")),
        1 => Same(Of("tcp", "udp", "sctp", "ah", "esp", "pim", "proto 47", "ip6 proto 58", "ip6 proto 89", "proto \\udp")) with { HasTransport = true },
        2 => Same(Of("icmp", "igmp", "vrrp", "ip proto 4", "ip proto \\tcp", "ip proto (1 or 17)", "ip proto 50 or 51")).InParentheses(),
        3 => Same(Of("icmp6", "icmp6[icmp6type] == icmp6-echo", "icmp6[icmp6type] > 130", "icmp6[icmp6code] != 0")) with { HasTransport = true },
        4 or 5 => Host(),
        6 or 7 => Net(),
        8 or 9 or 10 => Same(Port()) with { HasTransport = true },
        11 => Same(Of("ether host ", "ether src ", "ether dst ") + Of("02:00:00:00:00:01", "2:0:0:0:0:2", "ff:ff:ff:ff:ff:ff")),
        12 => Vlan(),
        13 or 14 => TcpFlags(),
        _ => random.Next(3) == 0 ? Same("ether broadcast") : Same($"icmp[{Of("icmptype", "icmpcode", "0", "1")}] {Of("==", "=", "!=", "<", ">", "<=", ">=")} {Of("icmp-echo", "icmp-echoreply", "3", "1")}"),
    };

    private static OracleExpression Same(string text) => new(text, text);

    private OracleExpression Host()
    {
        var way = Of(Ways);
        if (random.Next(3) == 0)
        {
            return Same($"{Of("", "ip6 ")}{way}host {Of(hosts6)}");
        }
        var list = random.Next(3) == 0 ? $"({Of(hosts4)} or {Of(hosts4)} or {Of(hosts4)})" : Of(hosts4);
        return Addressed($"{way}{(way.Length > 0 && random.Next(2) == 0 && list[0] != '(' ? "" : "host ")}{list}", $"ip {way}host {list}");
    }

    private OracleExpression Net()
    {
        var way = Of(Ways);
        if (random.Next(3) == 0)
        {
            return Same($"{way}net {Of(Nets6)}");
        }
        var host = Of(hosts4);
        var net = $"{way}net {Of(Of(Nets4), host[..host.LastIndexOf('.')], host + "/32")}";
        return Addressed(net, "ip " + net);
    }

    // tcpdump also looks into ARP, unless told otherwise.
    private OracleExpression Addressed(string text, string exact) => random.Next(3) == 0 ? Same(exact) : new(text, exact) { HasHostOrNet = true };

    private string Port()
    {
        var protocol = Of("", "", "tcp ", "udp ", "sctp ") + Of(Ways);
        return random.Next(4) switch
        {
            0 => $"{protocol}portrange {Of("22-80", "80-22", "1000-65535", "0-52", "443")}",
            1 => $"({protocol}port {Of(22, 53, 80)} or {Of(443, 1000, 6000)} or {Of(1500, 65535)})",
            2 => $"{protocol}port ({Of(22, 53, 80)} or {Of(443, 0x3e8)})",
            _ => $"{protocol}port {Of("22", "53", "80", "443", "6000", "0x1bb")}",
        };
    }

    private OracleExpression Vlan()
    {
        // Checks the tag itself: tcpdump's "vlan" shifts the offsets of everything after it in the expression.
        const string Any = "(ether[12:2] = 0x8100 or ether[12:2] = 0x88a8)";
        var id = Of(0, 5, 6, 100, 4094);
        return (random.Next(3) == 0
            ? new("vlan", $"({Any} and ether[14:2] & 0xfff != 4095)")
            : new OracleExpression($"vlan {id}", $"({Any} and ether[14:2] & 0xfff = {id})")) with
        { HasVlan = true };
    }

    private OracleExpression TcpFlags()
    {
        var chosen = Flags.Where(_ => random.Next(4) == 0).DefaultIfEmpty(Of(Flags)).ToArray();
        var mask = $"({string.Join('|', chosen)})";
        var (test, value) = (Of("==", "!=", "="), Of("0", Of(chosen), Of(chosen), string.Join('|', chosen), Of(Flags)));
        if (random.Next(5) == 0)
        {
            mask = "0xff";
        }
        var text = $"tcp[{Of("tcpflags", "13")}] & {mask} {test} {value}";
        // To tcpdump, tcp[…] is only IPv4.
        return new(text, $"({text} or (ip6[6] = 6 and ip6[53] & {mask} {test} {value}))") { HasTransport = true, HasFlags = true };
    }
}
