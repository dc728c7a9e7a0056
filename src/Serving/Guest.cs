using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace K8sMirror.Serving;

/// <summary>A connection that a <see cref="ConnectionGate"/> has let in.</summary>
internal sealed class Guest(ConnectionContext connection)
{
    private volatile bool isAnswered;

    /// <summary>The connection of a request.</summary>
    public static Guest Of(HttpContext context) => (Guest)context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(Guest)]!;

    /// <summary>The oldest one of the peer that has the most of these, in the network that has the most; null if there are none.</summary>
    public static Guest? OldestOfTheLargestCrowd(IEnumerable<Guest> guests) => guests
        .GroupBy(g => g.Peer.Network).MaxBy(network => network.Count())?
        .GroupBy(g => g.Peer).MaxBy(crowd => crowd.Count())?.First();

    /// <summary>The connection.</summary>
    public ConnectionContext Connection => connection;

    /// <summary>The peer that connected.</summary>
    public Peer Peer { get; } = Peer.Of(connection.RemoteEndPoint);

    /// <summary>
    /// True while a whole request is being answered. A connection that has sent nothing, or only a part of a request, is idle. So is one that is being sent a
    /// page, which takes as long as its reader likes.
    /// </summary>
    public bool IsAnswered
    {
        get => isAnswered;
        set => isAnswered = value;
    }
}
