using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>Does the collector accept a connection? It is closed at once.</summary>
internal sealed class TcpProbe : HealthProbe
{
    private readonly Collector collector;

    /// <summary>Asks.</summary>
    public TcpProbe(Collector collector)
    {
        this.collector = collector;
        try
        {
            Open(new(collector.Remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp), collector.Source);
            Socket!.Connect(new IPEndPoint(collector.Remote, collector.HealthTcpPort));
            End("");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The usual case: the answer comes later.
        }
        catch (SocketException e)
        {
            Fail(e.SocketErrorCode);
        }
    }

    /// <inheritdoc/>
    public override bool WaitsForWrite => true;

    private string Port => string.Create(CultureInfo.InvariantCulture, $"TCP port {collector.HealthTcpPort}");

    /// <inheritdoc/>
    public override void GoOn() => Fail((SocketError)(int)Socket!.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!);

    /// <inheritdoc/>
    public override void TimeOut(TimeSpan after) =>
        End(string.Create(CultureInfo.InvariantCulture, $"{collector.Remote} does not answer on {Port} within {after.TotalMilliseconds:0} ms"));

    private void Fail(SocketError error) => End(error switch
    {
        SocketError.Success => "",
        SocketError.ConnectionRefused => $"{collector.Remote} refuses connections to {Port}",
        _ => $"{collector.Remote} cannot be connected to on {Port}: {new SocketException((int)error).Message}",
    });
}
