use keisan::graph;

graph! {
    pub graph G {
        param w: [4, 5] = he_normal;
        loss = sum(glu(w));
    }
}

fn main() {}
