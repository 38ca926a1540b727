use keisan::graph;

graph! {
    pub graph G {
        param u: [4, 1] = he_normal;
        param v: [3] = zeros;
        loss = sum(outer(u, v));
    }
}

fn main() {}
