# The bot in a small image: built in one stage, run in another, as nobody in particular.
#
#   docker build -t komainu .
#   docker run --env-file .env -v komainu:/data komainu

FROM rust:1.95-slim-trixie AS build
WORKDIR /build
# sqlx compiles SQLite, and ring its assembler.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make && rm -rf /var/lib/apt/lists/*
# What .dockerignore lets through.
COPY . .
RUN cargo build --release --locked --bin komainu

FROM debian:trixie-slim
# TLS roots are compiled in, so nothing needs to be installed.
RUN useradd --system --uid 10001 --home-dir /data --create-home komainu
COPY --from=build /build/target/release/komainu /usr/local/bin/komainu
USER 10001
# Where the SQLite file is made when DATABASE_URL does not say otherwise.
WORKDIR /data
VOLUME /data
# SIGTERM drains; a supervisor that waits ten seconds waits long enough.
STOPSIGNAL SIGTERM
ENTRYPOINT ["komainu"]
CMD ["run"]
