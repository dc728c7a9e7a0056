# The operator, with its own .NET runtime. Build it from the top of the repository:
#   docker build -f deploy/images/operator.Dockerfile -t k8smirror-operator .
#
# The build arguments are those of agent.Dockerfile; PUBLISHED brings the folder /published.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG BASE_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
ARG PUBLISHED=build

FROM ${SDK_IMAGE} AS build
WORKDIR /src
COPY . .
RUN scripts/publish-operator.sh /published

FROM ${PUBLISHED} AS published

FROM ${BASE_IMAGE}
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="k8smirror-operator" \
      org.opencontainers.image.description="Plans what each node of a cluster mirrors" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=published /published/ /opt/k8smirror/
# The root file system is read-only: no diagnostics socket, and nobody watches configuration files that cannot change.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_hostBuilder__reloadConfigOnChange=false
USER 65532:65532
WORKDIR /opt/k8smirror
ENTRYPOINT ["/opt/k8smirror/k8smirror-operator"]
CMD ["run"]
