using Microsoft.AspNetCore.Connections;

namespace K8sMirror.Serving;

/// <summary>A connection that a <see cref="ConnectionGate"/> has let in.</summary>
internal sealed class Guest(ConnectionContext connection)
{
    private volatile bool isAnswered;

    /// <summary>The connection.</summary>
    public ConnectionContext Connection => connection;

    /// <summary>Whose it is.</summary>
    public Peer Peer { get; } = Peer.Of(connection.RemoteEndPoint);

    /// <summary>True while a whole request is being answered; a connection that has sent nothing, or a part of a request, is idle.</summary>
    public bool IsAnswered
    {
        get => isAnswered;
        set => isAnswered = value;
    }
}
