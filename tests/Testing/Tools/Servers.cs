using System.Net;
using System.Net.Sockets;
using System.Text;

namespace K8sMirror.Testing;

/// <summary>Simple servers on the node, and a client's requests to them. Sockets belong to the namespaces in which they are created.</summary>
public sealed class Servers : IDisposable
{
    /// <summary>Address of the clients.</summary>
    public const string ClientAddress = "192.0.2.1";

    /// <summary>Address of the servers, on the node.</summary>
    public const string ServerAddress = "192.0.2.2";

    private const int Http = 80;
    private const int Plain = 7000;
    private const int Dns = 53;

    private readonly TestNetNs client;
    private readonly TcpListener http;
    private readonly TcpListener plain;
    private readonly UdpClient dns;
    private readonly Task[] serving;

    /// <summary>Starts them. Both namespaces already have their addresses and reach each other.</summary>
    public Servers(TestNetNs node, TestNetNs client)
    {
        this.client = client;
        var address = IPAddress.Parse(ServerAddress);
        http = node.Run(() => Listen(new(address, Http)));
        plain = node.Run(() => Listen(new(address, Plain)));
        dns = node.Run(() => new UdpClient(new IPEndPoint(address, Dns)));
        serving = [ServeAsync(http, AnswerHttp), ServeAsync(plain, AnswerPlain), ServeDnsAsync()];
    }

    /// <summary>GET, until the connection is closed; returns the body.</summary>
    public string Get(string path)
    {
        using var connection = Connect(Http);
        var stream = connection.GetStream();
        stream.Write(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: server.example\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd().Split("\r\n\r\n")[1];
    }

    /// <summary>Sends one line, receives one line.</summary>
    public string Ping()
    {
        using var connection = Connect(Plain);
        var stream = connection.GetStream();
        stream.Write("K8SM-PING\n"u8);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadLine() ?? "";
    }

    /// <summary>Sends a DNS query; returns the length of the response.</summary>
    public int Ask(string name)
    {
        using var socket = client.Run(() => new UdpClient(new IPEndPoint(IPAddress.Parse(ClientAddress), 0)));
        var labels = name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]);
        socket.Send([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. labels, 0, 0, 1, 0, 1], new IPEndPoint(IPAddress.Parse(ServerAddress), Dns));
        socket.Client.ReceiveTimeout = 10_000;
        IPEndPoint? from = null;
        return socket.Receive(ref from).Length;
    }

    public void Dispose()
    {
        http.Stop();
        plain.Stop();
        dns.Dispose();
        Task.WaitAll(serving);
    }

    private TcpClient Connect(int port) => client.Run(() => new TcpClient(ServerAddress, port) { ReceiveTimeout = 10_000 });

    private static TcpListener Listen(IPEndPoint at)
    {
        var listener = new TcpListener(at);
        listener.Start();
        return listener;
    }

    private static async Task ServeAsync(TcpListener listener, Action<Stream> answer)
    {
        try
        {
            while (true)
            {
                using var accepted = await listener.AcceptTcpClientAsync();
                answer(accepted.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // Stopped, while waiting or before waiting again.
        }
    }

    private static void AnswerHttp(Stream stream)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        var isSecret = reader.ReadLine()!.Contains("/secret", StringComparison.Ordinal);
        while (reader.ReadLine() is { Length: > 0 })
        {
        }
        // Larger than a segment, so that the response leaves the node as a super-packet if the NIC offloads.
        var body = (isSecret ? "LEAKED-MARKER " : "nothing to see ") + new string('x', 20_000);
        stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
    }

    private static void AnswerPlain(Stream stream)
    {
        _ = new StreamReader(stream, Encoding.ASCII).ReadLine();
        stream.Write("K8SM-PONG\n"u8);
    }

    private async Task ServeDnsAsync()
    {
        try
        {
            while (true)
            {
                var query = await dns.ReceiveAsync();
                byte[] answer = [.. query.Buffer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 99];
                (answer[2], answer[3], answer[7]) = (0x81, 0x80, 1);
                await dns.SendAsync(answer, query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
